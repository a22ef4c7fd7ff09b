/**
 * The templates of an application, made when first needed.
 */

import type { Settings } from "./_settings.ts";
import { Templates } from "./templates.ts";

const made: WeakMap<object, Templates> = new WeakMap();

/** The templates that the settings name. */
export function templatesOf(settings: Readonly<Settings>): Templates {
  let templates = made.get(settings);
  if (templates === undefined) {
    const reload = settings.debug === true;
    templates = new Templates(settings.templatePath, { reload });
    made.set(settings, templates);
  }
  return templates;
}
