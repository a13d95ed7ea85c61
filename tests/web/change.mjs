// Chooses another password as a person does, by the keyboard alone: the page comes after the right password that may not stay.
import { expect } from './input.mjs';

/** From the change page to the point where its form is sent for good; a mistake first. */
export async function changePassword(tab, input, { expectFocus, picture }) {
  await tab.getByRole('heading', { name: 'Change your password' }).waitFor();
  expect(await tab.getByLabel('User name').inputValue() === input.user, 'The change page does not know who comes.');
  expect(await tab.getByText('8 to 256 characters').isVisible(), 'The rules are not told before typing.');
  await expectFocus('current', 'The password that the person has is not where typing begins.');
  await picture('change');
  await fill('short', 'shor');
  await tab.getByRole('alert').getByText('fewer than 8 characters').waitFor();
  await tab.getByRole('alert').getByText('not repeated').waitFor();
  for (const field of ['current', 'new', 'again'])
    expect(await tab.locator(`#${field}`).inputValue() === '', 'A password was kept.');
  expect((await tab.locator('#new').getAttribute('aria-describedby')).includes('message'), 'The field does not name what is wrong with it.');
  await picture('change-error');
  await expectFocus('current', 'The password that the person has is not where typing goes on.');
  await type(input.newPassword, input.newPassword);

  async function fill(next, again) {
    await type(next, again);
    await tab.keyboard.press('Enter');
  }

  async function type(next, again) {
    for (const [text, follows] of [[input.password, 'new'], [next, 'again'], [again, 'Change password']]) {
      await tab.keyboard.type(text);
      await tab.keyboard.press('Tab');
      await expectFocus(follows, `${follows} does not follow.`);
    }
  }
}
