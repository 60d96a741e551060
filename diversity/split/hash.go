package split

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"tradeoff/diversity/pool"
)

// Hash identifies the draw: the hex SHA-256 of its pool, size, seed, classes and images. It is the same on every
// machine.
func (d Draw) Hash() string {
	hash := sha256.New()
	fmt.Fprintf(hash, "draw 1\npool %s\nsize %d %d\nseed %d\nnested %t\n", d.Pool, d.Size.Classes, d.Size.PerClass, d.Seed,
		d.Nested)
	if d.Choice != "" {
		fmt.Fprintf(hash, "choice %q\n", d.Choice)
	}
	if d.SampleChoice != "" {
		fmt.Fprintf(hash, "sample choice %q\n", d.SampleChoice)
	}
	for i, class := range d.Classes {
		fmt.Fprintf(hash, "class %d samples %d\n", class, d.Samples[i])
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// Hash identifies what the task draws: the hex SHA-256 of all its fields but the name, with the pool's digest for the
// pool. It is "" if the pool is not valid.
func (t Task) Hash() string {
	digest := t.Pool.Digest()
	if digest == "" {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil,
		"task 1\npool %s\nways %d\nshots %d\nvalidation %d\ntest %d\nepisodes %d\nwithin groups %t\nseed %d\n",
		digest, t.Ways, t.Shots, t.Validation, t.Test, t.Episodes, t.WithinGroups, t.Seed))
	return hex.EncodeToString(sum[:])
}

const classesShown = 5

// Manifest describes the draw in a few lines; p is the pool it was drawn from.
func (d Draw) Manifest(p pool.Pool) string {
	var names []string
	for _, class := range d.Classes[:min(classesShown, len(d.Classes))] {
		names = append(names, p.ClassID(class))
	}
	if len(d.Classes) > classesShown {
		names = append(names, fmt.Sprintf("... (%d in all)", len(d.Classes)))
	}
	nested := ""
	if d.Nested {
		nested = ", nested"
	}
	return fmt.Sprintf("pool     %s, digest %.12s\nsize     %v, N=%d, x=%.3g\nseed     %d%s\n%sclasses  %s\nhash     %s\n",
		p, d.Pool, d.Size, d.Size.Total(), d.Size.Ratio(), d.Seed, nested, d.choiceLines(), strings.Join(names, ", "),
		d.Hash())
}

// choiceLines are the lines of a manifest about choices that are not the default. Tables of features are cut short.
func (d Draw) choiceLines() string {
	lines := ""
	if d.Choice != "" {
		lines += fmt.Sprintf("choice   %.100s\n", d.Choice)
	}
	if d.SampleChoice != "" {
		lines += fmt.Sprintf("images   %.100s\n", d.SampleChoice)
	}
	return lines
}
