import fc from 'fast-check';
import commonPasswords from './common-passwords.json' with { type: 'json' };
import { PASSWORD_MAXIMUM, PASSWORD_MINIMUM, passwordFlaw } from './password-rules.js';

const personal = ['wang.fang@hengyuan.example', '王芳'];

describe('password rules (OWASP ASVS 5.0, 6.2)', () => {
  it.each([
    ['a passphrase', 'correct horse battery staple'],
    ['eight characters and nothing special', 'kqzvwmtx'],
    ['Chinese', '长亭外古道边芳草碧连天'],
    ['emoji', '🐸🦆🐢🦎🐍🐙🦑🦐'],
    ['128 characters', 'ab3'.repeat(42) + 'xy'],
    ['a context word with enough around it', 'caopan beats seven drums'],
    ['one’s own name with enough around it', 'fang walks to the harbour'],
  ])('take %s', (_, password) => {
    expect(passwordFlaw(password, personal)).toBeUndefined();
  });

  it.each([
    ['PASSWORD_TOO_SHORT', 'kqzvwmt'],
    ['PASSWORD_TOO_SHORT', '操盘手的密码呀'],
    ['PASSWORD_TOO_LONG', 'ab3'.repeat(43)],
    ['PASSWORD_TOO_COMMON', 'football'],
    ['PASSWORD_TOO_COMMON', 'FootBall'],
    ['PASSWORD_TOO_COMMON', 'aaaaaaaaaaaa'],
    ['PASSWORD_TOO_COMMON', 'caopan2026'],
    ['PASSWORD_TOO_COMMON', 'CaoPanCaoPan!!'],
    ['PASSWORD_TOO_COMMON', 'hengyuan888'],
    ['PASSWORD_TOO_COMMON', '王芳王芳123456'],
  ])('answer %s to %s', (flaw, password) => {
    expect(passwordFlaw(password, personal)).toBe(flaw);
  });

  it('count characters, not code units', () => {
    expect(passwordFlaw('🐸🦆🐢🦎🐍🐙🦑', [])).toBe('PASSWORD_TOO_SHORT');
  });

  it('refuse every password of the list, in any case', () => {
    expect(commonPasswords.length).toBeGreaterThanOrEqual(3_000);
    for (const password of commonPasswords) {
      expect(passwordFlaw(password, [])).toBe('PASSWORD_TOO_COMMON');
      expect(passwordFlaw(password.toUpperCase(), [])).toBe('PASSWORD_TOO_COMMON');
    }
  });

  it('never take a password outside the lengths, and never throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 150 }),
        fc.string(),
        (password, name) => {
          const length = [...password].length;
          const flaw = passwordFlaw(password, [name]);
          if (length < PASSWORD_MINIMUM || length > PASSWORD_MAXIMUM) expect(flaw).toBeDefined();
        },
      ),
    );
  });
});
