import { encode } from 'uqr';

/** A QR code as one path of unit squares, quiet zone of four modules included (ISO/IEC 18004). */
export function qrCode(text: string): { readonly size: number; readonly d: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const d = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return { size, d };
}
