import './ui/styles.ts';
import { mount, settleWithPolicy } from './frame/mount.tsx';

settleWithPolicy();
mount();
