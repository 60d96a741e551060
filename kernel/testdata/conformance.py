"""The Jupyter project's own tests of kernels, whole and in one go, with a sample for every test that applies."""

import os
import unittest

import jupyter_kernel_test


# A busy machine is not a wrong kernel.
jupyter_kernel_test.TIMEOUT = 60


class DiversityTests(jupyter_kernel_test.KernelTests):
    kernel_name = os.environ.get("DIVERSITY_TEST_KERNEL", "diversity")
    language_name = "go"
    file_extension = ".go"
    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "oops")'
    completion_samples = [{"text": "fmt.Fprintl", "matches": {"Fprintln"}}]
    complete_code_samples = ["1+1", "x := 3", "func f() {}", "%%\nx := 1", "%%bash\nif", "// only a comment", "!ls"]
    incomplete_code_samples = ["for {", "func f() {", "f(1,", "x := `", "/*", "%%\nif x {"]
    invalid_code_samples = ["x := )", "func 1", '"abc']
    code_page_something = "?fmt.Println"
    code_generate_error = 'panic("as asked")'
    code_execute_result = [
        {"code": "6*7", "result": "42"},
        {"code": "x := 3\nfunc square(v int) int { return v * v }\nsquare(x)", "result": "9"},
        {"code": 'strings.ToUpper("plain call")', "result": "PLAIN CALL"},
        {"code": "strconv.Atoi(\"6\")", "result": "6"},
        {"code": "[]struct{ K, N int }{{2, 16}}", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'gonbui.DisplayHTML("<b>without Sync</b>")', "mime": "text/html"},
        {"code": 'show.Markdown("*text*")', "mime": "text/markdown"},
    ]
    code_history_pattern = "6?7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "fmt.Println"
    code_clear_output = "show.Clear(false)"


if __name__ == "__main__":
    unittest.main(verbosity=2)
