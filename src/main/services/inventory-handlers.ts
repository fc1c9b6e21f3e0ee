import type { inventoryCalls } from '../../shared/contract/inventory.ts';
import type { Context } from './context.ts';
import { Discovery } from './discover-hosts.ts';
import { editMany, undoEdits } from './edit-many.ts';
import type { Handlers } from './engine.ts';
import { exportHosts } from './export-hosts.ts';
import { importHosts, previewImport } from './import-hosts.ts';

/** What brings hosts in and out, and changes many at once. */
export function inventoryHandlers(context: Context): Pick<Handlers, keyof typeof inventoryCalls> {
  const discovery = new Discovery(context);
  return {
    'hosts.importPreview': (source) => previewImport(context, source),
    'hosts.import': (input) => importHosts(context, input),
    'hosts.export': (input) => exportHosts(context, input),
    'hosts.editMany': (input) => editMany(context, input),
    'hosts.undoEdits': (input) => undoEdits(context, input),
    'hosts.discover': (input) => discovery.start(input),
    'hosts.stopDiscovery': () => discovery.stop(),
  };
}
