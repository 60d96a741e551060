package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity/display"
)

// specifications compares two JSON values, or strings that hold JSON, as a kernel sends them.
func (k *comparison) specifications(a, b json.RawMessage) {
	before, err := parse(a)
	after, err2 := parse(b)
	if err != nil || err2 != nil {
		k.texts("", string(a), string(b))
		return
	}
	k.report.Figures++
	k.values("", before, after)
}

func parse(raw json.RawMessage) (any, error) {
	var inner string
	if json.Unmarshal(raw, &inner) == nil {
		raw = json.RawMessage(inner)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var value any
	err := d.Decode(&value)
	return value, err
}

// values compares two JSON values at a path.
func (k *comparison) values(path string, a, b any) {
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			k.objects(path, x, y)
			return
		}
	case []any:
		if y, ok := b.([]any); ok {
			k.arrays(path, x, y)
			return
		}
	case json.Number:
		if y, ok := b.(json.Number); ok {
			k.report.Numbers++
			if !k.tolerance.allows(value(x.String()), value(y.String())) {
				k.differ(path, x.String(), y.String())
			}
			return
		}
	case string:
		if y, ok := b.(string); ok {
			k.strings(path, x, y)
			return
		}
	}
	if a != b {
		k.differ(path, brief(a), brief(b))
	}
}

// strings compares captions and labels as texts, and data such as pictures exactly.
func (k *comparison) strings(path, a, b string) {
	if strings.HasPrefix(a, "data:") || strings.HasPrefix(b, "data:") {
		if a != b {
			k.differ(path, brief(a), brief(b))
		}
		return
	}
	k.texts(path, a, b)
}

func (k *comparison) arrays(path string, a, b []any) {
	if len(a) != len(b) {
		k.differ(path, display.Count(len(a), "value"), display.Count(len(b), "value"))
		return
	}
	for i := range a {
		k.values(fmt.Sprintf("%s[%d]", path, i), a[i], b[i])
	}
}

func (k *comparison) objects(path string, a, b map[string]any) {
	keys := slices.Sorted(maps.Keys(a))
	for _, key := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[key]; !ok {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		x, ok := a[key]
		y, ok2 := b[key]
		at := member(path, key)
		switch {
		case !ok:
			k.differ(at, "nothing", brief(y))
		case !ok2:
			k.differ(at, brief(x), "nothing")
		default:
			k.values(at, x, y)
		}
	}
}

var plainKey = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// member is the path of a member as in JavaScript.
func member(path, key string) string {
	if !plainKey.MatchString(key) {
		return path + "[" + strconv.Quote(key) + "]"
	}
	return strings.TrimPrefix(path+"."+key, ".")
}

// brief is the beginning of a value.
func brief(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return around(string(text), 0, 2*reach)
}
