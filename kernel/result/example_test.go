package result_test

import (
	"fmt"
	"os"
	"strconv"

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

// What a call returns is shown too, unless it is an error.
func ExampleShowCall() {
	result.ShowCall(strconv.Atoi("42"))
	defer func() { fmt.Println("the cell fails:", recover()) }()
	result.ShowCall(os.Chdir("nosuch"))
	// Output:
	// 42
	// the cell fails: chdir nosuch: no such file or directory
}
