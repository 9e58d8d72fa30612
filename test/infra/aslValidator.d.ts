// The package ships its types where its own package.json does not point.
declare module "asl-validator" {
  export default function validate(definition: object): { isValid: boolean; errorsText(): string };
}
