package jsonstat

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// dataset is a small one, of two districts, two years and three measures.
const dataset = `{"version":"2.0","class":"dataset","label":"Rate","id":["areacd","period","measure"],"size":[2,2,3],
"role":{"geo":["areacd"],"time":["period"],"metric":["measure"]},
"dimension":{
"areacd":{"category":{"index":["E07N","E07S"],"label":{"E07N":"North","E07S":"South"}}},
"period":{"category":{"index":{"2020":0,"2021":1}}},
"measure":{"category":{"index":["value","lci","uci"]}}},
"value":[10,9,11, 12,11.5,12.5, null,null,null, 8,"7",9]}`

func TestDatasetBecomesATable(t *testing.T) {
	rows, err := ReadTable([]byte(dataset))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, strings.Join(r, ","))
	}
	want := []string{"areacd,areacd label,period,value,lci,uci", "E07N,North,2020,10,9,11", "E07N,North,2021,12,11.5,12.5",
		"E07S,South,2021,8,7,9"}
	if !slices.Equal(lines, want) {
		t.Errorf("%q, want %q", lines, want)
	}
}

func TestValuesByCellAreRead(t *testing.T) {
	sparse := dataset[:strings.Index(dataset, `"value":[`)] + `"value":{"3":12,"11":9}}`
	rows, err := ReadTable([]byte("\ufeff" + sparse))
	if err != nil || len(rows) != 3 || strings.Join(rows[1], ",") != "E07N,North,2021,12,," || rows[2][5] != "9" {
		t.Errorf("%q, %v", rows, err)
	}
}

// A dataset that is written is read as it was.
func TestWrittenDatasetIsRead(t *testing.T) {
	var b bytes.Buffer
	d := Dataset{Label: "Rate", Source: "Office", Notes: []string{"a note"}, Dimensions: []Dimension{
		{ID: "areacd", Role: "geo", Categories: []Category{{"E07N", "North “quoted”"}, {"E07S", "South"}}},
		{ID: "period", Role: "time", Categories: []Category{{"2020", "2020"}}},
		{ID: "measure", Role: "metric", Categories: []Category{{"value", "Value"}, {"lower", "Lower"}}},
	}}
	err := Write(&b, d, func(set func([]int, float64)) error {
		set([]int{0, 0, 0}, 1.5)
		set([]int{1, 0, 0}, -2)
		set([]int{1, 0, 1}, -3)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := ReadTable(b.Bytes())
	if err != nil || len(rows) != 3 || strings.Join(rows[1], ",") != "E07N,North “quoted”,2020,1.5," ||
		strings.Join(rows[2], ",") != "E07S,South,2020,-2,-3" {
		t.Errorf("%q, %v\n%s", rows, err, b.String())
	}
}

// Files that are wrong, or made to harm, are refused with a sentence that says what is wrong.
func TestHostileFilesAreRefused(t *testing.T) {
	with := func(old, new string) string {
		if !strings.Contains(dataset, old) {
			t.Fatalf("the dataset has no %s", old)
		}
		return strings.Replace(dataset, old, new, 1)
	}
	many := `{"class":"dataset","version":"2.0","x":[` + strings.Repeat("1,", maxTokens) + `1]}`
	for _, test := range []struct{ name, file, say string }{
		{"a number that is none", with("11.5", "NaN"), "NaN"},
		{"an infinite number", with("11.5", "-Infinity"), "Infinity"},
		{"cut off", dataset[:len(dataset)-5], "not valid JSON"},
		{"text behind it", dataset + "x", "not valid JSON"},
		{"a second dataset behind it", dataset + dataset, "not a JSON-stat dataset"},
		{"not UTF-8", with("North", "N\xff"), "UTF-8"},
		{"nested deeply", strings.Repeat(`[`, 100_000), "nested too deeply"},
		{"nested deeply in objects", strings.Repeat(`{"a":`, 100_000), "nested too deeply"},
		{"a huge list", many, "at most 500000"},
		{"a name twice", with(`"label":"Rate"`, `"label":"Rate","label":"x"`), "“label” twice"},
		{"a category twice", with(`"2020":0,"2021":1`, `"2020":0,"2020":1`), "“2020” twice"},
		{"a category twice in a list", with(`["E07N","E07S"]`, `["E07N","E07N"]`), "“areacd” cannot be read"},
		{"one position twice", with(`"2020":0,"2021":1`, `"2020":0,"2021":0`), "“period” cannot be read"},
		{"a position outside", with(`"2020":0,"2021":1`, `"2020":0,"2021":7`), "“period” cannot be read"},
		{"too few categories", with(`"size":[2,2,3]`, `"size":[2,3,3]`), "“period” cannot be read"},
		{"a size that overflows", with(`"size":[2,2,3]`, `"size":[9223372036854775807,9223372036854775807,3]`), "at most 200000"},
		{"sizes that are too many", with(`"size":[2,2,3]`, `"size":[20000,20000,3]`), "at most 200000"},
		{"a negative size", with(`"size":[2,2,3]`, `"size":[-2,2,3]`), "at least 1"},
		{"a size for no dimension", with(`"size":[2,2,3]`, `"size":[2,2,3,1]`), "same length"},
		{"a dimension twice", with(`["areacd","period","measure"]`, `["areacd","areacd","measure"]`), "twice"},
		{"too many values", with(`"7",9]`, `"7",9,1]`), "13 values, but its sizes make 12"},
		{"too few values", with(`"7",9]`, `"7"]`), "11 values, but its sizes make 12"},
		{"a value outside", dataset[:strings.Index(dataset, `"value":[`)] + `"value":{"12":9}}`, "“12”"},
		{"a value at no cell", dataset[:strings.Index(dataset, `"value":[`)] + `"value":{"-1":9}}`, "“-1”"},
		{"a value that is a list", with(`"7"`, `[7]`), "number or null"},
		{"a value that is true", with(`"7"`, `true`), "number or null"},
		{"no values", with(`"value":`, `"values":`), "no “value”"},
		{"no dimension", with(`"dimension":`, `"dimensions":`), "no “dimension”"},
		{"a collection", with(`"class":"dataset"`, `"class":"collection"`), "JSON-stat collection"},
		{"another version", with(`"version":"2.0"`, `"version":"1.3"`), "version 2.0"},
		{"other JSON", `{"type":"FeatureCollection","features":[]}`, "not a JSON-stat dataset"},
		{"a list", `[]`, "not a JSON-stat dataset"},
		{"only nulls", dataset[:strings.Index(dataset, `"value":[`)] + `"value":{}}`, "no values"},
	} {
		rows, err := ReadTable([]byte(test.file))
		if err == nil || !strings.Contains(err.Error(), test.say) {
			t.Errorf("%s: %d rows, %v; want “%s”", test.name, len(rows), err, test.say)
		}
	}
	wide := fmt.Sprintf(`{"class":"dataset","version":"2.0","id":["a"],"size":[1],
		"dimension":{"a":{"category":{"label":{"x":%q}}}},"value":[1]}`, strings.Repeat("x", 1000))
	if _, err := ReadTable([]byte(wide)); err != nil {
		t.Errorf("a dimension with one category and no index: %v", err)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte(dataset))
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := ReadTable(text)
		for _, r := range rows {
			if err != nil || len(r) != len(rows[0]) {
				t.Fatalf("%v, %d and %d columns", err, len(r), len(rows[0]))
			}
		}
	})
}
