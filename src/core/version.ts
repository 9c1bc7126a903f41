/** Version of this code, as package.json has it: what is trained says which code it was trained by. */
export const CODE_VERSION = "0.1.0";
