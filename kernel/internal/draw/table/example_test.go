package table_test

import (
	"fmt"
	"tradeoff/kernel/internal/draw/table"
)

func ExampleText() {
	rows := [][]table.Cell{{table.CellOf("tied"), table.CellOf(0.0123456)}, {table.CellOf("flat"), table.CellOf(12)}}
	fmt.Println(table.Text([]string{"law", "error"}, rows))
	// Output:
	// law     error
	// tied  0.01235
	// flat       12
}
