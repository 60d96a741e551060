package device_test

import (
	"context"
	"fmt"
	"os"

	"tradeoff/diversity/internal/device"
)

func ExampleOpen() {
	os.Setenv("GOMLX_BACKEND", "go") // so that this example needs no plugin
	defer os.Unsetenv("GOMLX_BACKEND")
	d, err := device.Open(context.Background(), device.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	fmt.Println(d.Description)
	for _, reason := range d.Reasons {
		fmt.Println(reason)
	}
	// Output:
	// pure Go (GOMLX_BACKEND=go)
	// your setting: used: GOMLX_BACKEND=go
}

func ExampleFind() {
	os.Setenv("GOMLX_BACKEND", "xla:/opt/plugins/pjrt_c_api_cuda_plugin.so")
	defer os.Unsetenv("GOMLX_BACKEND")
	found, err := device.Find(context.Background(), device.Options{})
	fmt.Println(found.Kind, found.Plugin, err)
	// Output:
	// XLA CUDA /opt/plugins/pjrt_c_api_cuda_plugin.so <nil>
}

func ExampleInstall() {
	os.Setenv("GOMLX_BACKEND", "xla:/does/not/exist.so") // what the user set is never replaced
	defer os.Unsetenv("GOMLX_BACKEND")
	_, err := device.Install(context.Background(), device.Options{})
	fmt.Println(err)
	// Output:
	// device: cannot open the backend that was asked for: GOMLX_BACKEND=xla:/does/not/exist.so: open /does/not/exist.so: no such file or directory; unset the variable to let the laboratory choose, or run the setup command to install a plugin
}
