package cli_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestPayGapOfAPayrollFile prints tables, with a warning about small groups, or JSON.
func TestPayGapOfAPayrollFile(t *testing.T) {
	payroll := filepath.Join("..", "..", "paygap", "testdata", "county.csv")
	code, output := run(t, "paygap", payroll)
	cells := strings.Join(strings.Fields(output), " ")
	for _, want := range []string{"female 25.0 16.7 50.0 50.0", "male 50.0 0.0 100.0 50.0"} {
		if !strings.Contains(cells, want) {
			t.Errorf("no %q", want)
		}
	}
	if code != 0 || !strings.Contains(output, "Do not publish the figures of: male, female.") {
		t.Errorf("%d\n%s", code, output)
	}

	code, output = run(t, "paygap", "-json", payroll)
	var figures struct {
		Groups []struct {
			Name string   `json:"name"`
			Mean *float64 `json:"mean_hourly_gap"`
		} `json:"groups"`
	}
	if err := json.Unmarshal([]byte(output), &figures); code != 0 || err != nil || len(figures.Groups) != 2 ||
		figures.Groups[0].Mean != nil || *figures.Groups[1].Mean != 25 {
		t.Errorf("%d, %v\n%s", code, err, output)
	}

	for want, args := range map[string][]string{
		`no employee in `:          {"paygap", "-reference", "men", payroll},
		`has no column "ethnic"`:   {"paygap", "-by", "ethnic", payroll},
		"no such file":             {"paygap", filepath.Join(t.TempDir(), "none.csv")},
		"folkmoot paygap [-by COL": {"paygap"},
	} {
		if code, output := run(t, args...); code == 0 || !strings.Contains(output, want) {
			t.Errorf("%v: %d\n%s, want %q", args, code, output, want)
		}
	}
}
