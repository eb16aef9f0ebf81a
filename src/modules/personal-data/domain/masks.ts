/** How values are shown to those who may not know them: enough to recognise, too little to use. */

/** `13812345678` → `138****5678`; with fewer than 7 digits nothing is told. */
export function maskPhone(phone: string): string {
  const digits = [...phone];
  return digits.length < 7
    ? '***'
    : `${digits.slice(0, 3).join('')}****${digits.slice(-4).join('')}`;
}

/** `zhang.san@example.com` → `z***@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '***' : `${[...email][0]!}***${email.slice(at)}`;
}

/** 欧阳清秋 → 欧***: the family name's first character. */
export function maskPersonName(name: string): string {
  return `${[...name][0] ?? ''}***`;
}

/** An account number's last four characters, as bank slips show it. */
export function maskTail(value: string): string {
  const characters = [...value];
  return characters.length < 8 ? '***' : `***${characters.slice(-4).join('')}`;
}
