// Package launcher runs tasks on a pool of worker processes: what Python's
// multiprocessing.Pool does, for functions of a Go program. It stands alone.
//
// The workers are processes of the same program. Its main gives them their chance
// first, with the functions that they can be asked for by name (which is what
// `if __name__ == "__main__"` is to Python's multiprocessing), and then maps them
// over inputs. Inputs and results cross as JSON.
//
//	func main() {
//		worker.Main(worker.Registry{ // returns at once, unless a pool started the process
//			"square": worker.Of(func(n int) (int, error) { return n * n, nil }),
//		})
//
//		pool, err := launcher.New(launcher.Config{Workers: 4})
//		if err != nil {
//			log.Fatal(err)
//		}
//		if err := pool.Start(context.Background()); err != nil {
//			log.Fatal(err)
//		}
//		square := launcher.Function[int, int]{Name: "square"}
//		squares, err := square.Map(pool, []int{1, 2, 3, 4}) // [1 4 9 16]
//		pool.Close() // no more calls
//		err = errors.Join(err, pool.Join()) // every worker has ended, every callback returned
//	}
//
// Function has the methods of Python's Pool: Apply and Map wait for their results;
// ApplyAsync and MapAsync return an Async to get them from later, with a timeout or
// through callbacks; IMap and IMapUnordered return Results that come one by one, over
// inputs that may be slow, fail or never end. Pool has some of them for inputs of any
// type; Submit is below them all.
//
// A task that fails is its own error, and no other's: the calls return its value's
// place empty and a *TaskError with its input, message and stack, and the tasks beside
// it run. A task that panics fails the same way. A worker that dies is noticed at once:
// its task fails, or is tried again (Config.OnWorkerDeath, Config.Retries), a new
// worker takes its place, and the rest goes on.
//
// Terminate, or the end of Start's context, ends everything now: calls that wait return
// ErrTerminated at once, and workers get SIGTERM and, after Config.Grace, SIGKILL. Close,
// Terminate and Join can be called twice, in any order and from anywhere.
//
// A pool has a fixed number of slots that take tasks from one queue; at most one worker
// lives in a slot. It is reached over inherited pipes and, on Linux, memory that both
// share, never over its standard streams, which belong to the tasks: what they print
// comes through Config.Events, with all else that happens.
package launcher
