package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every command line of the readmes is one that there is, with options that its help explains.
func TestCommandsInREADMEExist(t *testing.T) {
	line := regexp.MustCompile("(?m)(?:go run \\./kernel|go tool kernel|^~/bin/kernel) ([^`#|\n]+)")
	found := 0
	for name, text := range readmes(t) {
		for _, m := range line.FindAllStringSubmatch(text, -1) {
			found++
			words := strings.Fields(m[1])
			help := helpOf(t, words)
			for _, word := range words {
				option := strings.TrimLeft(word, "-")
				if option == word || option == "" {
					continue
				}
				option, _, _ = strings.Cut(option, "=")
				if !regexp.MustCompile(`(?m)^\s+-`+regexp.QuoteMeta(option)+`\b`).MatchString(help) && !strings.Contains(help, "--"+option) {
					t.Errorf("%s: %q: its help does not explain %s:\n%s", name, m[0], word, help)
				}
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d commands were found", found)
	}
}

// helpOf is what the command of a line says with -h; of study, pool and export that of the command below them.
func helpOf(t *testing.T, words []string) string {
	t.Helper()
	args := words[:1]
	if slices.Contains([]string{"study", "pool", "export"}, words[0]) && len(words) > 1 {
		args = words[:2]
	}
	var out strings.Builder
	code := run(t.Context(), streams{in: strings.NewReader(""), out: &out, err: &out}, append(args[:len(args):len(args)], "-h"))
	if code != 0 {
		t.Errorf("%q: exit code %d: %s", args, code, &out)
	}
	return out.String()
}

// Every link of the readmes leads to a file that there is, and to a heading of it.
func TestLinksInREADMELead(t *testing.T) {
	texts := readmes(t)
	link := regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]+))?\)`)
	for name, text := range texts {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			path := name
			if m[1] != "" {
				path = filepath.ToSlash(filepath.Join(filepath.Dir(name), m[1]))
			}
			if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(path))); err != nil {
				t.Errorf("%s links %s: %v", name, m[1], err)
			}
			if m[2] != "" && !hasHeading(texts[path], m[2]) {
				t.Errorf("%s links %s#%s: there is no such heading", name, path, m[2])
			}
		}
	}
}

// hasHeading reports whether a text has the heading of an anchor, as Markdown's common renderers name it.
func hasHeading(text, anchor string) bool {
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		plain := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		if strings.ReplaceAll(plain, " ", "-") == anchor {
			return true
		}
	}
	return false
}
