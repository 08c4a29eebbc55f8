import js from "@eslint/js"
import tseslint from "typescript-eslint"

export default tseslint.config(
    { ignores: ["node_modules/", ".devicescript/", "build/", "coverage/", "**/*.gen.ts"] },
    js.configs.recommended,
    tseslint.configs.strict,
    {
        rules: {
            "@typescript-eslint/no-non-null-assertion": "off",
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            eqeqeq: "error",
        },
    },
    {
        files: ["src/**/*.ts"],
        ignores: ["src/main*.ts", "src/hw/**"],
        languageOptions: { parserOptions: { projectService: true } },
        rules: {
            // on the VM every number that is not an int32 is falsy (devs_value_to_bool)
            "@typescript-eslint/strict-boolean-expressions": [
                "error",
                { allowNumber: false, allowString: false, allowNullableObject: false },
            ],
            "@typescript-eslint/no-inferrable-types": "off",
        },
    },
    {
        files: ["src/main*.ts", "src/hw/**/*.ts"],
        rules: {
            "@typescript-eslint/no-explicit-any": "off",
            "@typescript-eslint/no-unused-vars": ["error", { caughtErrors: "none" }],
        },
    },
    {
        files: ["test/**/*.ts", "sim/**/*.ts", "host/**/*.ts", "bench/**/*.ts"],
        rules: { "@typescript-eslint/no-extraneous-class": "off" },
    }
)
