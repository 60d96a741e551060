package label

import (
	"slices"
	"strconv"
)

// ShortNames shortens names to a number of letters such that different names stay different: what is left out is the
// middle, or what those names share that would become the same.
func ShortNames(names []string, most int) []string {
	out := make([]string, len(names))
	alike := map[string][]string{} // names by what they become
	for i, name := range names {
		out[i] = withoutMiddle([]rune(name), most)
		if !slices.Contains(alike[out[i]], name) {
			alike[out[i]] = append(alike[out[i]], name)
		}
	}
	for i, name := range names {
		if group := alike[out[i]]; len(group) > 1 {
			out[i] = apart(name, group, most)
		}
	}
	return numbered(out, names)
}

// withoutMiddle keeps the start and, as names of classes differ there, more of the end.
func withoutMiddle(name []rune, most int) string {
	if len(name) <= most {
		return string(name)
	}
	start := (most - 1) * 2 / 5
	return string(name[:start]) + "…" + string(name[len(name)-(most-1-start):])
}

// apart keeps what distinguishes a name from others: the letters from the first place where any two of them differ.
func apart(name string, others []string, most int) string {
	letters := []rune(name)
	same := len(letters)
	for _, other := range others {
		if other != name {
			same = min(same, samePrefix(letters, []rune(other)))
		}
	}
	start := max(0, same-2) // some letters before, to be found in the full name
	end := min(len(letters), start+most-2)
	short := string(letters[start:end])
	if start > 0 {
		short = "…" + short
	}
	if end < len(letters) {
		short += "…"
	}
	return short
}

func samePrefix(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// numbered adds numbers to short names that are still the same though the names are not.
func numbered(short, names []string) []string {
	seen := map[string][]string{} // names by what they became
	out := slices.Clone(short)
	for i, s := range short {
		at := slices.Index(seen[s], names[i])
		if at < 0 {
			at, seen[s] = len(seen[s]), append(seen[s], names[i])
		}
		if at > 0 {
			out[i] += " (" + strconv.Itoa(at+1) + ")"
		}
	}
	return out
}
