import { contextBridge, ipcRenderer } from 'electron';
import type { Api, Change } from '../shared/contract/contract.ts';

/** The page gets two functions and never ipcRenderer itself (checklist item 20). The main side checks sender, name and input. */
const api: Api = {
  call: (name, input) => ipcRenderer.invoke('patchbay:call', name, input),
  onChange: (listener) => {
    const hear = (_event: unknown, change: Change) => listener(change);
    ipcRenderer.on('patchbay:change', hear);
    return () => void ipcRenderer.off('patchbay:change', hear);
  },
};

contextBridge.exposeInMainWorld('api', api);
