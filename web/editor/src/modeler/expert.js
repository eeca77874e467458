// People who draw every day may see everything that runs; the others what they need.
const PLACE = "spillway-expert";

export const isExpert = () => localStorage.getItem(PLACE) === "1";
export const setExpert = (is) => localStorage.setItem(PLACE, is ? "1" : "0");
