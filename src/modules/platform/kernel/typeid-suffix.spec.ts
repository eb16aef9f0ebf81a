import fc from 'fast-check';
import { TypeID } from 'typeid-js';
import { decodeSuffix, encodeSuffix } from './typeid-suffix.js';

describe('the suffix of a TypeID', () => {
  // The valid vectors of the specification.
  it.each([
    ['00000000-0000-0000-0000-000000000000', '00000000000000000000000000'],
    ['00000000-0000-0000-0000-000000000001', '00000000000000000000000001'],
    ['00000000-0000-0000-0000-00000000000a', '0000000000000000000000000a'],
    ['00000000-0000-0000-0000-000000000010', '0000000000000000000000000g'],
    ['00000000-0000-0000-0000-000000000020', '00000000000000000000000010'],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', '7zzzzzzzzzzzzzzzzzzzzzzzzz'],
    ['0110c853-1d09-52d8-d73e-1194e95b5f19', '0123456789abcdefghjkmnpqrs'],
    ['01890a5d-ac96-774b-bcce-b302099a8057', '01h455vb4pex5vsknk084sn02q'],
  ])('%s is %s', (uuid, suffix) => {
    expect(encodeSuffix(uuid)).toBe(suffix);
    expect(decodeSuffix(suffix)).toBe(uuid);
  });

  it('is what the reference library writes, and is read back, for every UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const suffix = encodeSuffix(uuid);
        expect(suffix).toBe(TypeID.fromUUID('x', uuid).getSuffix());
        expect(decodeSuffix(suffix)).toBe(uuid);
      }),
    );
  });

  it.each([
    ['too short', '1234567890123456789012345'],
    ['too long', '123456789012345678901234567'],
    ['beyond 128 bits', '8zzzzzzzzzzzzzzzzzzzzzzzzz'],
    ['in upper case', '0123456789ABCDEFGHJKMNPQRS'],
    ['of characters that Crockford reads as others', 'i23456789ol23456789oi23456'],
    ['with spaces', '1234567890abcd efgh jkmnpq'],
    ['empty', ''],
  ])('is refused when %s', (_what, text) => {
    expect(decodeSuffix(text)).toBeUndefined();
  });
});
