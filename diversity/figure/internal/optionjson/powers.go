package optionjson

import (
	"maps"
	"tradeoff/diversity/figure/internal/wording"
)

// raiseTexts writes the powers in names and labels of an option above the line, the same in legend and series, which
// belong together by their names.
func raiseTexts(option map[string]any) {
	maps.Copy(option, raisedIn(option).(map[string]any))
}

// raisedIn is a part of an option with its powers above the line. Columns of data have names, too; data of images have
// no text to change.
func raisedIn(part any) any {
	switch part := part.(type) {
	case string:
		return wording.Raised(part)
	case []any:
		for i := range part {
			if _, number := part[i].(float64); !number {
				part[i] = raisedIn(part[i])
			}
		}
	case map[string]any:
		for key, value := range part {
			switch key {
			case "symbol", "image", "icon", "color", "formatter":
			default:
				part[key] = raisedIn(value)
			}
		}
	}
	return part
}
