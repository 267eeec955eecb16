package launcher_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// startPool starts four workers, each a process of this program: main has called
// worker.Main with the functions "square", "number", "root" and "repeat" first.
func startPool(events chan<- launcher.Event) *launcher.Pool {
	pool, err := launcher.New(launcher.Config{Workers: 4, Events: events})
	if err != nil {
		panic(err)
	}
	if err := pool.Start(context.Background()); err != nil {
		panic(err)
	}
	return pool
}

// Four workers each print a number. What a task prints is its own, and comes as an
// event; the events have to be received until the pool closes them.
func Example() {
	events := make(chan launcher.Event)
	pool := startPool(events)
	number := launcher.Function[int, any]{Name: "number"}
	if _, err := number.MapAsync(pool, []int{1, 2, 3, 4}); err != nil {
		fmt.Println(err)
	}
	pool.Close()
	for event := range events {
		if output, ok := event.(launcher.TaskOutput); ok {
			fmt.Printf("%s", output.Data)
		}
	}
	fmt.Println("left over:", pool.Join())
	// Unordered output:
	// Process Process-1: 1
	// Process Process-2: 2
	// Process Process-3: 3
	// Process Process-4: 4
	// left over: <nil>
}

func ExampleFunction_Apply() {
	pool := startPool(nil)
	defer pool.Terminate()
	square := launcher.Function[int, int]{Name: "square"}
	fmt.Println(square.Apply(pool, 12))
	// Output: 144 <nil>
}

func ExampleFunction_Map() {
	pool := startPool(nil)
	defer pool.Terminate()
	square := launcher.Function[int, int]{Name: "square"}
	squares, err := square.Map(pool, []int{1, 2, 3, 4})
	fmt.Println(squares, err)
	// Output: [1 4 9 16] <nil>
}

// One input that fails hides no other.
func ExampleFunction_Map_errors() {
	pool := startPool(nil)
	defer pool.Terminate()
	root := launcher.Function[int, int]{Name: "root"}
	roots, err := root.Map(pool, []int{4, 5, 9, 10})
	fmt.Println(roots)
	fmt.Println(err)
	if failed, ok := errors.AsType[*launcher.MapError](err); ok {
		for _, task := range failed.Tasks {
			fmt.Printf("%s: %s\n", task.Input, task.Message)
		}
	}
	// Output:
	// [2 0 3 0]
	// 2 of 4 tasks have no result; the first: task 1, root(5), failed: no whole root
	// 5: no whole root
	// 10: no whole root
}

// A function of several arguments, as with starmap of Python's Pool.
func ExampleArgs2() {
	pool := startPool(nil)
	defer pool.Terminate()
	repeat := launcher.Function[launcher.Args2[string, int], string]{Name: "repeat"}
	fmt.Println(repeat.Map(pool, []launcher.Args2[string, int]{
		launcher.Two("ab", 2),
		launcher.Two("-", 5),
	}))
	// Output: [abab -----] <nil>
}

func ExampleFunction_IMap() {
	pool := startPool(nil)
	defer pool.Terminate()
	square := launcher.Function[int, int]{Name: "square"}
	numbers := func(yield func(int) bool) {
		for n := 1; yield(n); n++ { // without an end: they are read as they are needed
			continue
		}
	}
	results, err := square.IMap(pool, numbers)
	if err != nil {
		fmt.Println(err)
		return
	}
	for n, err := range results.All() {
		if err != nil || n > 20 {
			break
		}
		fmt.Println(n)
	}
	// Output:
	// 1
	// 4
	// 9
	// 16
}

func ExampleFunction_IMapUnordered() {
	pool := startPool(nil)
	defer pool.Terminate()
	square := launcher.Function[int, int]{Name: "square"}
	results, err := square.IMapUnordered(pool, slices.Values([]int{1, 2, 3, 4}))
	if err != nil {
		fmt.Println(err)
		return
	}
	for n, err := range results.All() {
		fmt.Println(n, err)
	}
	// Unordered output:
	// 16 <nil>
	// 9 <nil>
	// 4 <nil>
	// 1 <nil>
}

func ExampleFunction_ApplyAsync() {
	pool := startPool(nil)
	square := launcher.Function[int, int]{Name: "square"}
	call, err := square.ApplyAsync(pool, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	call.OnDone(func(n int) { fmt.Println("the callback got", n) })
	pool.Close()
	fmt.Println("ended with", pool.Join())

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	n, err := call.Get(ctx)
	fmt.Println("Get returns", n, err)
	// Output:
	// the callback got 49
	// ended with <nil>
	// Get returns 49 <nil>
}
