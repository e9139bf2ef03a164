package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/attack"
)

// discloseResult is the result of Disclose. Times are in seconds, of the slowest of several tables of a size.
type discloseResult struct {
	Name     string         `json:"name"`
	Tables   []discloseSize `json:"tables"`
	Exponent float64        `json:"exponent"` // of the time over the number of cells
	Ratio    float64        `json:"ratio"`    // of the baseline's time to ours, at the largest size that the baseline protects

	// A release of as many tables by one characteristic as a long questionnaire has.
	ReleaseTables  int     `json:"release_tables,omitempty"`
	ReleaseSeconds float64 `json:"release_s,omitempty"`
	ReleaseLimit   float64 `json:"release_limit_s,omitempty"`

	// Invented histories of releases, attacked by a solver: see package attack.
	Histories        int     `json:"histories"`
	Releases         int     `json:"releases"`
	Leaks            int     `json:"leaks"`  // histories that revealed something
	Failed           int     `json:"failed"` // that the solver gave up
	HistoriesSeconds float64 `json:"histories_s"`
}

// discloseSize is the result for tables of one size.
type discloseSize struct {
	Rows    int     `json:"rows"`
	Columns int     `json:"columns"`
	People  int     `json:"people"`
	Seconds float64 `json:"seconds"`
	Limit   float64 `json:"limit_s"` // what it may take
	Hidden  float64 `json:"hidden"`  // share of the cells
	// Baseline is the time of the same protection that, after each number that it hides, computes all limits of all
	// hidden numbers from the start, and is 0 where that would take too long.
	Baseline       float64 `json:"baseline_s,omitempty"`
	BaselineHidden float64 `json:"baseline_hidden,omitempty"`
	Withheld       int     `json:"withheld"` // tables that could not be protected
}

// The sizes of tables, as of wards by ethnic group, and how long each may take.
var discloseSizes = []discloseSize{
	{Rows: 20, Columns: 6, People: 5_000, Limit: 0.05},
	{Rows: 40, Columns: 19, People: 20_000, Limit: 0.5},
	{Rows: 100, Columns: 19, People: 50_000, Limit: 6},
}

const (
	discloseTables    = 5   // of each size
	baselineMostCells = 800 // of a table that the baseline protects

	manyTables    = 60 // by one characteristic
	manyLimit     = 10 // seconds
	manyHistories = 10_000
	fewHistories  = 100 // if only small tables are asked for
)

// Disclose measures how long it takes to protect a crossed table, beside a baseline, and all tables of a release, and attacks
// histories of releases.
func Disclose(ctx context.Context, run Options, seed uint64) error {
	got := discloseResult{Name: "disclose"}
	var cells []int
	var seconds []float64
	for _, size := range discloseSizes {
		if len(run.Sizes) > 0 && size.Rows*size.Columns > run.Sizes[0] {
			continue
		}
		rng := rand.New(rand.NewPCG(seed, uint64(size.Rows)))
		for i := range discloseTables {
			if err := ctx.Err(); err != nil {
				return err
			}
			table := inventCross(rng, size.Rows, size.Columns, size.People)
			c := table.cross()
			begin := run.Now()
			out := disclose.Standard().ReleaseCross(c)
			took := run.Now().Sub(begin).Seconds()
			size.Seconds = max(size.Seconds, took)
			if out.Withheld != disclose.NotWithheld {
				size.Withheld++
				continue
			}
			size.Hidden += float64(out.Hidden) / float64(size.Rows*size.Columns) / discloseTables
			if i == 0 && size.Rows*size.Columns <= baselineMostCells {
				begin = run.Now()
				hidden := protectFromScratch(table, disclose.Standard().Rules())
				size.Baseline = run.Now().Sub(begin).Seconds()
				size.BaselineHidden = float64(hidden) / float64(size.Rows*size.Columns)
				got.Ratio = math.Round(size.Baseline / max(took, time.Microsecond.Seconds()))
			}
		}
		cells, seconds = append(cells, size.Rows*size.Columns), append(seconds, size.Seconds)
		fmt.Fprintf(run.Err, "%d×%d: %.4f s of %.2f s, %.0f%% hidden; from scratch %.3f s, %.0f%% hidden\n",
			size.Rows, size.Columns, size.Seconds, size.Limit, 100*size.Hidden, size.Baseline, 100*size.BaselineHidden)
		got.Tables = append(got.Tables, size)
	}
	got.Exponent = exponent(cells, seconds)
	got.Histories = manyHistories
	if len(run.Sizes) > 0 {
		got.Histories = fewHistories
	} else {
		got.measureRelease(run, seed)
	}
	if err := got.attackHistories(ctx, run, seed); err != nil {
		return err
	}
	if err := json.NewEncoder(run.Out).Encode(got); err != nil {
		return err
	}
	if got.Leaks+got.Failed > 0 {
		return fmt.Errorf("%d histories of releases reveal something, and %d could not be attacked", got.Leaks, got.Failed)
	}
	return nil
}

// measureRelease measures how long it takes to protect the answers to many questions by 19 groups.
func (got *discloseResult) measureRelease(run Options, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, manyTables))
	people := inventCross(rng, 5, 19, 20_000) // of all tables the same groups
	var crosses []disclose.Cross
	for i := range manyTables {
		t := make(inventedCross, len(people))
		for k := range people {
			t[k] = append([]int64(nil), people[(k+i)%len(people)]...)
		}
		for range 2_000 { // as many people of a group give another answer
			from, to, group := rng.IntN(len(t)), rng.IntN(len(t)), rng.IntN(len(t[0]))
			if t[from][group] > 0 {
				t[from][group]--
				t[to][group]++
			}
		}
		c := t.cross()
		c.Rows.Question = fmt.Sprint("question ", i)
		crosses = append(crosses, c)
	}
	begin := run.Now()
	released := 0
	for _, out := range disclose.Standard().ReleaseCrosses(crosses...) {
		if out.Withheld == disclose.NotWithheld {
			released++
		}
	}
	got.ReleaseTables, got.ReleaseSeconds, got.ReleaseLimit = manyTables, run.Now().Sub(begin).Seconds(), manyLimit
	fmt.Fprintf(run.Err, "%d tables of a release: %.3f s of %d s, %d released\n", manyTables, got.ReleaseSeconds, manyLimit, released)
}

// attackHistories invents histories of releases and attacks them.
func (got *discloseResult) attackHistories(ctx context.Context, run Options, seed uint64) error {
	begin := run.Now()
	var sum attack.Result
	for i := range got.Histories {
		if err := ctx.Err(); err != nil {
			return err
		}
		one, err := attack.Try(disclose.Standard(), seed, uint64(i))
		switch sum.Add(one); {
		case err != nil:
			got.Failed++
			fmt.Fprintf(run.Err, "history %d of seed %d: %v\n", i, seed, err)
		case one.Leak != "":
			got.Leaks++
			fmt.Fprintf(run.Err, "history %d of seed %d: %s\n", i, seed, one.Leak)
		}
	}
	got.Releases, got.HistoriesSeconds = sum.Releases, run.Now().Sub(begin).Seconds()
	fmt.Fprintf(run.Err, "%d histories with %d releases and %d tables by group: %d reveal something, %.0f s\n",
		got.Histories, sum.Releases, sum.Crosses, got.Leaks, got.HistoriesSeconds)
	return nil
}

// inventedCross has the counts of an invented crossed table: in wards of similar size, of groups of which few are large.
type inventedCross [][]int64

func inventCross(rng *rand.Rand, rows, columns, people int) inventedCross {
	t := make(inventedCross, rows)
	for i := range t {
		t[i] = make([]int64, columns)
	}
	sizes := make([]float64, columns)
	for j := range sizes {
		sizes[j] = math.Exp(-float64(j) * 5 / float64(columns))
	}
	for range people {
		group, best := 0, -1.0
		for j, size := range sizes {
			if x := math.Pow(rng.Float64(), 1/size); x > best {
				group, best = j, x
			}
		}
		// The more people of a group live in a ward, the closer it is to the group's centre.
		ward := (rng.IntN(rows) + rng.IntN(rows)*rng.IntN(2) + group) % rows
		t[ward][group]++
	}
	return t
}

// cross returns t as a Cross, with its one-way tables released.
func (t inventedCross) cross() disclose.Cross {
	rows, columns := make([]int64, len(t)), make([]int64, len(t[0]))
	var c disclose.Cross
	for i, row := range t {
		var counts []disclose.Count
		for j, n := range row {
			rows[i], columns[j] = rows[i]+n, columns[j]+n
			counts = append(counts, disclose.NewCount(n))
		}
		c.Cells = append(c.Cells, counts)
	}
	side := func(question string, topic disclose.Topic, totals []int64) disclose.Side {
		none, sum := disclose.NewCount(0), int64(0)
		oneWay := disclose.Table{Topic: topic}
		for _, n := range totals {
			sum += n
			oneWay.Cells = append(oneWay.Cells, disclose.NewCount(n))
		}
		oneWay.States = disclose.StateCounts{
			Answered: disclose.NewCount(sum), PreferNotToSay: none, Skipped: none, NotAsked: none, NotValid: none,
		}
		return disclose.SideOf(question, disclose.Standard().Release(oneWay), topic)
	}
	c.Rows, c.Columns = side("ward", disclose.Monitoring, rows), side("group", disclose.Monitoring, columns)
	return c
}

// protectFromScratch hides cells of t until every hidden one can have enough values, as a first programme would: after
// each cell that it hides, it computes the limits of every hidden cell again. It hides the smallest cell that
// is shown in the row, and then in the column, of the first one that is not safe. It returns how many are hidden.
func protectFromScratch(t inventedCross, rules disclose.Rules) (hidden int) {
	hide := make([][]bool, len(t))
	for i, row := range t {
		hide[i] = make([]bool, len(row))
		for j, n := range row {
			hide[i][j] = n < rules.MinCount
		}
	}
	for {
		at, found := t.firstUnsafe(hide, rules.MinWidth)
		if !found {
			break
		}
		best, most := [2]int{-1, -1}, int64(math.MaxInt64)
		consider := func(i, j int) {
			if !hide[i][j] && t[i][j] < most {
				best, most = [2]int{i, j}, t[i][j]
			}
		}
		for j := range t[at[0]] {
			consider(at[0], j)
		}
		for i := range t {
			consider(i, at[1])
		}
		for i := range t { // its row and column are hidden: the smallest of all
			for j := range t[i] {
				if most == math.MaxInt64 {
					consider(i, j)
				}
			}
		}
		if best[0] < 0 {
			break
		}
		hide[best[0]][best[1]] = true
	}
	for i := range hide {
		for _, h := range hide[i] {
			if h {
				hidden++
			}
		}
	}
	return hidden
}

// firstUnsafe returns the first hidden cell whose possible values span less than need, if there is one.
func (t inventedCross) firstUnsafe(hide [][]bool, need int64) (at [2]int, found bool) {
	for i := range t {
		for j := range t[i] {
			if hide[i][j] {
				up, down := t.send(hide, i, j, false, need), t.send(hide, i, j, true, need)
				if up+down < need && !found {
					at, found = [2]int{i, j}, true
				}
			}
		}
	}
	return at, found
}

// send returns by how much a hidden cell can be larger, or smaller, if that is less than need: it changes the cell by one
// along a circle of hidden cells as often as it can.
func (t inventedCross) send(hide [][]bool, row, column int, down bool, need int64) (sent int64) {
	now := make([][]int64, len(t))
	for i := range t {
		now[i] = append([]int64(nil), t[i]...)
	}
	for sent < need && (!down || now[row][column] > 0) {
		// From the column (or the row) to the other, over hidden cells: rows are nodes 0 to len(t)-1.
		height := len(t)
		start, goal := height+column, row
		from := make([]int, height+len(t[0]))
		for i := range from {
			from[i] = -1
		}
		queue := []int{start}
		from[start] = start
		for k := 0; k < len(queue) && from[goal] < 0; k++ {
			node := queue[k]
			for other := range from {
				if from[other] >= 0 || (node < height) == (other < height) {
					continue
				}
				i, j := min(node, other), max(node, other)-height
				if !hide[i][j] || i == row && j == column {
					continue
				}
				// A cell into which the circle leads from its column loses one if the first gains one.
				if loses := node >= height; loses != down && now[i][j] == 0 {
					continue
				}
				from[other] = node
				queue = append(queue, other)
			}
		}
		if from[goal] < 0 {
			break
		}
		for node := goal; node != start; node = from[node] {
			i, j := min(node, from[node]), max(node, from[node])-height
			if loses := from[node] >= height; loses != down {
				now[i][j]--
			} else {
				now[i][j]++
			}
		}
		if down {
			now[row][column]--
		} else {
			now[row][column]++
		}
		sent++
	}
	return sent
}
