// Before the tests: the first file that is loaded has all of them compiled, and no group of tests does it once more.
export {};
