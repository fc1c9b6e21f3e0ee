/** Reports name roles and no log-ins: "Technician", or with a number where there are several, in the order in which they acted. */
export function rolesOf(actors: readonly string[]): (actor: string) => string {
  const people = [...new Set(actors.filter((one) => one !== 'patchbay'))];
  return (actor) => {
    if (actor === 'patchbay') return 'Patchbay';
    return people.length > 1 ? `Technician ${people.indexOf(actor) + 1}` : 'Technician';
  };
}
