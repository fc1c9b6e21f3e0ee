import './frame/policy.ts';
import './ui/styles.ts';
import { mount } from './frame/mount.tsx';

mount();
