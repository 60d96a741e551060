package result_test

import (
	"os"

	"tradeoff/kernel/result"
)

// Outside a notebook the text is printed.
func ExampleShow() {
	result.Show(6 * 7)
	_, err := os.ReadFile("nosuch")
	result.Show(err)
	result.Show([]struct{ K, N int }{{2, 16}, {4, 8}})
	// Output:
	// 42
	// error: open nosuch: no such file or directory
	// K   N
	// 2  16
	// 4   8
}
