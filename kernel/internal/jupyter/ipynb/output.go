package ipynb

import (
	"encoding/json"
	"fmt"
)

// The types of outputs.
const (
	Stream  = "stream"
	Display = "display_data"
	Result  = "execute_result"
	Error   = "error"
)

// Output is an output of a code cell.
type Output struct {
	Type  string                     `json:"output_type"`
	Name  string                     `json:"name"` // of a stream
	Text  Text                       `json:"text"`
	Data  map[string]json.RawMessage `json:"data"` // by MIME type
	Ename string                     `json:"ename"`
	Value string                     `json:"evalue"`
}

// Output reads one of the cell's outputs, counted from 0. The error wraps [ErrNotebook].
func (c Cell) Output(i int) (Output, error) {
	var o Output
	if err := json.Unmarshal(c.Outputs[i], &o); err != nil {
		return o, fmt.Errorf("%w: output %d: %w", ErrNotebook, i+1, err)
	}
	return o, nil
}
