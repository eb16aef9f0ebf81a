import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { TestApplication } from '../support/application.js';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath))
  // eslint-disable-next-line no-console -- the one thing to know when nothing ran
  console.warn(
    `skipped: no browser at ${executablePath} (apt-get install chromium, or set CHROMIUM)`,
  );

(existsSync(executablePath) ? describe : describe.skip)('GraphiQL in a browser', () => {
  let application: TestApplication;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const elsewhere: string[] = [];

  beforeAll(async () => {
    application = await TestApplication.start({ PLAYGROUND: 'true' });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(application.url)) elsewhere.push(request.url());
    });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await application.stop();
  });

  it('loads the schema and answers the first example, from this server only', async () => {
    await page.goto(`${application.url}/graphiql`);
    await page.getByRole('button', { name: /execute query/i }).click();
    await page.locator('.result-window', { hasText: '"data"' }).waitFor({ timeout: 20_000 });
    expect(await page.locator('.result-window').textContent()).toContain('categories');
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
    expect(elsewhere.filter((url) => !/^(data|blob):/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
  }, 60_000);
});
