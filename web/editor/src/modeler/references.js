// A repetition may go through a list that a formula gives. BPMN has the id of a data
// object there, so reading complains of an unknown one: it is kept as it was written.
const FORMULAS = ["bpmn:loopDataInputRef", "bpmn:loopDataOutputRef"];

class Formulas {
  static $inject = ["eventBus", "moddle"];

  constructor(eventBus, moddle) {
    eventBus.on("import.parse.complete", ({ warnings = [] }) => {
      for (const one of warnings.filter(isFormula)) {
        one.element.set(one.property.split(":")[1], moddle.create("bpmn:DataInput", { id: one.value }));
        warnings.splice(warnings.indexOf(one), 1);
      }
    });
  }
}

const isFormula = ({ element, property }) => Boolean(element) && FORMULAS.includes(property);

export default { __init__: ["spillwayFormulas"], spillwayFormulas: ["type", Formulas] };
