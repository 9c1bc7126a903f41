/**
 * Tell all lines so far with each new one: what passes on only the latest call then loses none.
 *
 * @param most lines told; the oldest go first
 */
export function gathered(tell: (lines: readonly string[]) => void, most = 2000): (line: string) => void {
  const lines: string[] = [];
  return (line) => {
    lines.push(line);
    tell(lines.slice(-most));
  };
}
