export { api } from "./api.js";
export { phonePages, stagePages } from "./pages.js";
export { World } from "./world.js";
