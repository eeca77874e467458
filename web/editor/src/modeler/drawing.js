// The modeler as we use it, and the viewer for what must not be changed.
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import LintModule from "bpmn-js-bpmnlint";
import { CreateAppendAnythingModule } from "bpmn-js-create-append-anything";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from "bpmn-js-properties-panel";
import TokenSimulationModule from "bpmn-js-token-simulation";
import MinimapModule from "diagram-js-minimap";
import { part } from "../shared/page.js";
import { translator } from "../shared/words.js";
import lint from "./lint.js";
import menus from "./menus.js";
import spiffworkflow from "../shared/moddle.json";
import properties from "./provider.js";
import references from "./references.js";
import simulation from "./simulation.js";
import dictionary from "./zh.js";

const words = { translate: ["value", translator(dictionary)] };
const common = () => ({
  container: part("canvas"),
  moddleExtensions: { spiffworkflow },
  bpmnRenderer: {
    defaultFillColor: "var(--panel)",
    defaultStrokeColor: "var(--ink)",
    defaultLabelColor: "var(--ink)",
  },
});

export function drawing() {
  return new Modeler({
    ...common(),
    propertiesPanel: { parent: part("panel") },
    linting: { bpmnlint: lint, active: false }, // until it is known that the file may be changed
    additionalModules: [
      words,
      references,
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      properties,
      CreateAppendAnythingModule,
      menus,
      TokenSimulationModule,
      simulation,
      LintModule,
      MinimapModule,
    ],
  });
}

export function view() {
  return new NavigatedViewer({ ...common(), additionalModules: [words, references] });
}
