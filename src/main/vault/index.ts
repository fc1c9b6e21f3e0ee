export { type KeyStore } from './key-store.ts';
export { secretService } from './secret-service.ts';
export { Vault } from './vault.ts';
