/** Hosts are scanned seconds apart, which makes nothing more urgent: the day counts. What has no date comes last. */
export const dueDay = (one: { readonly due: string | null } | null | undefined): string => one?.due?.slice(0, 10) ?? '9';
