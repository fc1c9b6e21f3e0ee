globalThis.changes = [];
globalThis.api.onChange((change) => globalThis.changes.push(change));
globalThis.pageRan = true;
