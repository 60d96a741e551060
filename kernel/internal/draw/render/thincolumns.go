package render

import "slices"

// namesOf reads dimensions, each a name or an object with one.
func namesOf(dimensions any) []string {
	list, _ := dimensions.([]any)
	var names []string
	for _, member := range list {
		if fields, ok := member.(map[string]any); ok {
			member = fields["name"]
		}
		name, _ := member.(string)
		names = append(names, name)
	}
	return names
}

// columnOf finds a column that is numbered or named.
func columnOf(member any, names []string) (column int, ok bool) {
	if list := listOf(member); len(list) == 1 {
		member = list[0]
	}
	switch of := member.(type) {
	case float64:
		return int(of), of >= 0
	case string:
		column = slices.Index(names, of)
		return column, column >= 0
	}
	return 0, false
}
