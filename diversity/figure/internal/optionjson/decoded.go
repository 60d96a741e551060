package optionjson

import (
	"bytes"
	"encoding/json"
)

// Encode writes JSON without the escapes that are meant for HTML, so that captions stay readable in a notebook file.
func Encode(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// generic is a value as a reader of its JSON has it.
func generic(value any) map[string]any {
	var object map[string]any
	if encoded, err := Encode(value); err == nil { // the parts of our own options always encode
		_ = json.Unmarshal(encoded, &object)
	}
	return object
}

// Components lists the parts of an option which ECharts takes as one object or as several.
func Components(part any) []map[string]any {
	switch part := part.(type) {
	case map[string]any:
		return []map[string]any{part}
	case []any:
		var all []map[string]any
		for _, item := range part {
			if object, ok := item.(map[string]any); ok {
				all = append(all, object)
			}
		}
		return all
	}
	return nil
}

func texts(values []string) []any {
	var all []any
	for _, value := range values {
		all = append(all, value)
	}
	return all
}

// Finished is an option as a figure holds it: decoded JSON, with powers above the line and room for the legend at every
// width.
func Finished(option any) (map[string]any, error) {
	encoded, err := Encode(option)
	if err != nil {
		return nil, err
	}
	var decoded map[string]any
	if err := json.Unmarshal(encoded, &decoded); err != nil {
		return nil, err
	}
	raiseTexts(decoded)
	makeRoomForLegend(decoded)
	return decoded, nil
}
