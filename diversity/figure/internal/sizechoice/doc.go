// Package sizechoice shows choices of a size: one that was predicted, those of rules of thumb, and what each is
// expected to lose or did lose.
package sizechoice
