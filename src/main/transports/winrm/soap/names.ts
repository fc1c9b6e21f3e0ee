/** Namespaces and actions of WS-Management (DSP0226) and of Microsoft's shell in it ([MS-WSMV]). */
export const NS = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  addressing: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  transfer: 'http://schemas.xmlsoap.org/ws/2004/09/transfer',
  wsman: 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
  microsoft: 'http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd',
  shell: 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell',
  fault: 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault',
  identity: 'http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd',
} as const;

export const CMD_SHELL = `${NS.shell}/cmd`;
export const ACTIONS = {
  create: `${NS.transfer}/Create`,
  delete: `${NS.transfer}/Delete`,
  command: `${NS.shell}/Command`,
  send: `${NS.shell}/Send`,
  receive: `${NS.shell}/Receive`,
  signal: `${NS.shell}/Signal`,
} as const;
export const TERMINATE = `${NS.shell}/signal/Terminate`;
export const COMMAND_DONE = `${NS.shell}/CommandState/Done`;

/** What every client asks for, and what Windows gives since 2008 R2 SP1. Bytes. */
export const MAX_ENVELOPE = 153_600;
/** The host answers a Receive after this long, with what there is or with a fault that says "not yet". Seconds. */
export const OPERATION_SECONDS = 20;
