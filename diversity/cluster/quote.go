package cluster

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var plain = regexp.MustCompile(`^[A-Za-z0-9_./:=@%+,-]+$`)

// shellQuote makes one word of bash of any text without control characters.
func shellQuote(text string) string {
	if plain.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func shellWords(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = shellQuote(word)
	}
	return strings.Join(quoted, " ")
}

// directiveQuote makes one argument of a line "#SBATCH ...", which sbatch splits by rules of its own: a backslash
// escapes everywhere, "#" begins a comment.
func directiveQuote(text string) string {
	if plain.MatchString(text) {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

func isUTF8(text string) bool { return utf8.ValidString(text) }
