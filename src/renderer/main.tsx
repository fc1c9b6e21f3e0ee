import './frame/policy.ts';
import './ui/styles.ts';

// Not by a plain import: what is imported runs first, and nothing may run before the policy has.
const { mount } = await import('./frame/mount.tsx');
mount();
