package place

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// Definitions returns the kinds of definition files of this feature: places, and tables of figures about them.
func (s *Service) Definitions() []definition.Kind {
	places := definition.FileKind[Definition]{
		One: "place", Many: "places", Pattern: "places.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Definition) error {
			return Define(ctx, l.Tx, l.By, def)
		},
		Count: func(d Definition) int { return len(d.Places) },
		Names: func(d Definition, defines func(kind, ref string)) {
			for _, p := range d.Places {
				defines("place", p.Ref)
			}
		},
		Export: exportPlaces,
	}
	tables := definition.FileKind[TableDefinition]{
		One: "table of figures", Many: "tables of figures", Pattern: "figures/*.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def TableDefinition) error {
			return s.defineTables(ctx, l.Tx, l.By, def)
		},
		Count:  func(d TableDefinition) int { return len(d.Tables) },
		Export: exportTables,
	}
	return []definition.Kind{places.Kind(), tables.Kind()}
}

func exportPlaces(ctx context.Context, tx *db.Tx, files map[string]any) error {
	var def Definition
	err := Each(ctx, tx, func(p Place) error {
		def.Places = append(def.Places, p)
		return nil
	})
	if len(def.Places) > 0 {
		files["places.yaml"] = &def
	}
	return err
}

// exportTables adds a file for each table, with its figures.
func exportTables(ctx context.Context, tx *db.Tx, files map[string]any) error {
	return EachTable(ctx, tx, func(t *Table) error {
		rows, err := readRows(ctx, tx, t.Ref)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			if t.Text, err = formatCSV(rows, t.Categories); err != nil {
				return err
			}
		}
		files["figures/"+t.Ref+".yaml"] = &TableDefinition{Tables: []Table{*t}}
		return nil
	})
}
