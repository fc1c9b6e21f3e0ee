import { config } from 'zod';

/**
 * Imported before everything else. Two libraries find out by trying what the shells' content security policy refuses,
 * so they are told beforehand.
 */

// zod compiles its schemas with `new Function` where it can.
config({ jitless: true });

// React Aria adds an inline style of this id unless there is one; base.css has its rule.
const placeholder = document.createElement('meta');
placeholder.id = 'react-aria-pressable-style';
document.head.append(placeholder);
