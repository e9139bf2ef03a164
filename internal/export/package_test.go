package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/export"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
)

// unpacked returns the files of the data package of lake, which has the responses of given.
func unpacked(t *testing.T, h *moderationtest.Fixture, monitoring bool) map[string]string {
	t.Helper()
	file := exported(t, h, "lake", export.Request{Format: export.PackageZIP, Monitoring: monitoring})
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range archive.File {
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}

// rowsOf returns the cells of a CSV file as they were before csvout.EscapeCell, without the header, and the header.
func rowsOf(t *testing.T, text string) (head []string, rows [][]string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = csvout.UnescapeCell(row[i])
		}
	}
	return rows[0], rows[1:]
}

func newPackage(t *testing.T, d *db.DB, monitoring bool) (files map[string]string, h *moderationtest.Fixture) {
	t.Helper()
	h = newLake(t, d)
	if _, err := h.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(given)); err != nil {
		t.Fatal(err)
	}
	return unpacked(t, h, monitoring), h
}

// The data package has the same answers as the export for programs: each number has a label, which is that of the option, and
// where there is no answer the number says why.
func TestDataPackageHasEveryAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		files, h := newPackage(t, d, true)
		_, variables := rowsOf(t, files["variables.csv"])
		labels := map[string]map[string]string{}
		_, values := rowsOf(t, files["values.csv"])
		for _, v := range values {
			if labels[v[0]] == nil {
				labels[v[0]] = map[string]string{}
			}
			labels[v[0]][v[1]] = v[2]
		}
		columns, want := rowsOf(t, string(exported(t, h, "lake", export.Request{Format: export.MachineCSV, Monitoring: true})))
		head, rows := rowsOf(t, files["responses.csv"])
		var kept []int // the columns that the package has
		for i, name := range columns {
			if !strings.HasSuffix(name, "--prefer-not-to-say") && !strings.HasSuffix(name, "=prefer-not-to-say") {
				kept = append(kept, i)
			}
		}
		if len(head) != len(kept) || len(variables) != len(kept) || len(rows) != len(want) {
			t.Fatalf("%d columns, %d variables, %d rows; want %d columns and %d rows", len(head), len(variables), len(rows), len(kept), len(want))
		}
		missing := map[string]string{"": "", "-6": "not-valid", "-7": "prefer-not-to-say", "-8": "not-asked", "-9": "skipped"}
		answers := 0
		for r, row := range rows {
			for i, got := range row {
				name, machine, kind := columns[kept[i]], want[r][kept[i]], variables[i][2]
				if variables[i][0] != head[i] {
					t.Fatalf("variable %d is %s, and the column is %s", i, variables[i][0], head[i])
				}
				label, known := labels[head[i]][got]
				switch why, isMissing := missing[got]; {
				case kind == "code" && !known && !(got == "" && strings.HasSuffix(name, "--instead")): // a box that was not ticked
					t.Errorf("%s: %q has no label", name, got)
				case strings.HasSuffix(name, ":state"):
					if is := strings.ToLower(strings.ReplaceAll(label, " ", "-")); is != machine && machine != "" && is != "left-blank" {
						t.Errorf("%s: %q, want %q", name, is, machine)
					}
				case kind == "code" && isMissing:
					if machine != "" && machine != why && !(machine == "0" && why == "prefer-not-to-say") {
						t.Errorf("%s: missing because %q, but it is %q", name, why, machine)
					}
				case kind == "code" && (label == "Chosen" || label == "Not chosen"):
					if got != machine {
						t.Errorf("%s: %q, want %q", name, got, machine)
					}
				case kind == "code":
					answers++
					if !strings.EqualFold(strings.NewReplacer("’", "", " ", "-").Replace(label), machine) {
						t.Errorf("%s: %q has the label %q, want %q", name, got, label, machine)
					}
				case got != machine:
					t.Errorf("%s: %q, want %q", name, got, machine)
				}
			}
		}
		if answers < 10 {
			t.Errorf("only %d answers were compared", answers)
		}
		if !strings.HasPrefix(files["README.txt"], "INTERNAL") || !strings.Contains(files["README.txt"], "Reason: For the committee.") {
			t.Errorf("the package does not say that it is internal and why it was exported: %s", files["README.txt"])
		}
	})
}

// Without the answer to a reason, a data package has nothing about equality monitoring.
func TestDataPackageWithoutMonitoring(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		files, _ := newPackage(t, d, false)
		for name, text := range files {
			for _, not := range []string{"Religion", "faith", "Female", "sex"} {
				if strings.Contains(text, not) {
					t.Errorf("%s has %q", name, not)
				}
			}
		}
	})
}

var spssName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,62}[A-Za-z0-9]$`)

// SPSS reads the columns of its file in their order, each as wide as its longest text, and no text breaks a line or a quotation.
func TestDataPackageForSPSS(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		files, _ := newPackage(t, d, true)
		head, rows := rowsOf(t, files["spss.csv"])
		if lines := strings.Count(files["spss.csv"], "\n"); lines != len(rows)+1 {
			t.Errorf("%d lines of %d responses", lines, len(rows))
		}
		syntax := files["read.sps"]
		_, list, _ := strings.Cut(syntax, "/VARIABLES=\n")
		list, _, _ = strings.Cut(list, "  .\n")
		var names []string
		for line := range strings.Lines(list) {
			name, format, _ := strings.Cut(strings.TrimSpace(line), " ")
			if names = append(names, name); !spssName.MatchString(name) || format == "" {
				t.Errorf("SPSS does not take the name %q with the format %q", name, format)
			}
		}
		if !slices.Equal(names, head) {
			t.Errorf("the syntax reads %q, the file has %q", names, head)
		}
		for i, line := range strings.Split(syntax, "\n") {
			if strings.HasPrefix(line, "  ") && strings.Count(line, "'")%2 != 0 {
				t.Errorf("line %d has a quotation that does not end: %s", i+1, line)
			}
		}
		for _, part := range []string{
			"MISSING VALUES use (-9 THRU -6).", "  -7 'Prefer not to say'\n", "  1 'Yes'\n", "  use 'Do you use it?'\n",
		} {
			if !strings.Contains(syntax, part) {
				t.Errorf("the syntax lacks %q", part)
			}
		}
		for _, hostile := range []string{"what's\n'this' .", strings.Repeat("ü", 400)} {
			quoted := export.SyntaxText(hostile, 256)
			if inner := quoted[1 : len(quoted)-1]; strings.Contains(quoted, "\n") || strings.Count(inner, "'")%2 != 0 || len(inner) > 260 {
				t.Errorf("%q is written as %s", hostile, quoted)
			}
		}
	})
}

// Where Python is installed, it reads the package as its documentation says, with the texts as they were written.
func TestDataPackageInPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("Python is not installed")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		files, h := newPackage(t, d, true)
		dir := t.TempDir()
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run := exec.CommandContext(t.Context(), python, "-B", "-c", "import json, read; print(json.dumps(read.labelled()))")
		run.Dir = dir
		out, err := run.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var rows []map[string]any
		if err := json.Unmarshal(out, &rows); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		texts := map[string]int{}
		_, want := rowsOf(t, string(exported(t, h, "lake", export.Request{Format: export.MachineCSV, Monitoring: true})))
		for _, row := range rows {
			for _, value := range row {
				if text, ok := value.(string); ok {
					texts[text]++
				}
			}
		}
		for _, expected := range []string{
			`=HYPERLINK("x")`, "＝1\ntwo; lines", "=1 and a | bar", "'plain", "@SUM", "Female", "Yes", "Not chosen",
		} {
			if texts[expected] == 0 {
				t.Errorf("Python does not read %q", expected)
			}
		}
		numbers := 0
		for _, row := range rows {
			if row["sex_state"] == "Prefer not to say" && row["sex"] == nil {
				numbers++
			}
			if row["visits"] == 2.5 || row["visits"] == -3.0 {
				numbers++
			}
		}
		if len(rows) != len(want) || numbers != 3 {
			t.Errorf("%d rows, %d of 3 numbers and missing values: %s", len(rows), numbers, out)
		}
	})
}
