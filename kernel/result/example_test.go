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

// A semicolon hides a value.
func ExampleHide() {
	result.Hide(6 * 7)
	// Output:
}

func ExampleShowBound() {
	v, err := strconv.Atoi("42")
	result.ShowBound(v, err)
	v, err = strconv.Atoi("x")
	result.ShowBound(v, err)
	ages := map[string]int{"a": 1}
	age, ok := ages["a"]
	result.ShowBound(age, ok)
	// Output:
	// 42
	// error: strconv.Atoi: parsing "x": invalid syntax
	// 1 true
}
