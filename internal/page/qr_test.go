package page

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"
)

// The path must draw exactly the dark modules of the code, inside the margin.
func TestQRCodeDrawsEachDarkModule(t *testing.T) {
	const text = "https://consult.example.org/receipts?code=MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN"
	want, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	got, err := NewQRCode(text)
	if err != nil {
		t.Fatal(err)
	}
	dark := map[string]bool{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(got.Path, -1) {
		x, _ := strconv.Atoi(m[1])
		width, _ := strconv.Atoi(m[3])
		if m[3] != m[4] {
			t.Errorf("%s is not a rectangle", m[0])
		}
		for i := range width {
			dark[fmt.Sprint(x+i, m[2])] = true
		}
	}
	for y := range want.Size {
		for x := range want.Size {
			key := fmt.Sprint(x+4, strconv.Itoa(y+4))
			if dark[key] != want.Black(x, y) {
				t.Fatalf("module %d,%d is dark: %t, want %t", x, y, dark[key], want.Black(x, y))
			}
			delete(dark, key)
		}
	}
	if len(dark) > 0 {
		t.Errorf("dark modules outside the code: %v", dark)
	}
	if got.Size != want.Size+8 {
		t.Errorf("the size is %d, want %d", got.Size, want.Size+8)
	}
}

// The lines of the file must cover exactly the dark modules of the code, inside the margin.
func TestFileOfQRCodeDrawsEachDarkModule(t *testing.T) {
	const text = "https://consult.example.org/receipts?code=MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN"
	want, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	svg, err := QRCodeSVG(text)
	if err != nil {
		t.Fatal(err)
	}
	dark, x, y := map[string]bool{}, 0, ""
	_, lines, _ := strings.Cut(string(svg), ` d="`)
	for _, m := range regexp.MustCompile(`([Mmh])(\d+)(?: ([\d.]+))?`).FindAllStringSubmatch(lines, -1) {
		n, _ := strconv.Atoi(m[2])
		switch m[1] {
		case "M":
			x, y = n, m[3]
		case "m":
			x += n
		case "h":
			for range n {
				dark[fmt.Sprint(x, " ", y)] = true
				x++
			}
		}
	}
	if size := fmt.Sprintf(`viewBox="0 0 %d %d"`, want.Size+8, want.Size+8); !strings.Contains(string(svg), size) {
		t.Errorf("the file does not have %s", size)
	}
	for y := range want.Size {
		for x := range want.Size {
			key := fmt.Sprintf("%d %d.5", x+4, y+4)
			if dark[key] != want.Black(x, y) {
				t.Fatalf("module %d,%d is dark: %t, want %t", x, y, dark[key], want.Black(x, y))
			}
			delete(dark, key)
		}
	}
	if len(dark) > 0 {
		t.Errorf("dark modules outside the code: %v", dark)
	}
}

func TestQRCodeOfTooLongText(t *testing.T) {
	if _, err := NewQRCode(strings.Repeat("x", 5000)); err == nil {
		t.Error("no error for a text that fits into no QR code")
	}
}
