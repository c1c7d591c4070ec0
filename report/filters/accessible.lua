-- What Pandoc leaves out of tables: header scopes, row headers, and a box of their own in which a wide table can be
-- scrolled on a narrow screen, by keyboard too. Quarto and Pandoc both run this filter.

local stringify = pandoc.utils.stringify
local heading = ""

local filter = { traverse = "topdown" }

function filter.Header(element)
  heading = stringify(element)
end

function filter.Table(element)
  for index, spec in ipairs(element.colspecs) do
    element.colspecs[index] = { spec[1], nil }
  end
  for _, row in ipairs(element.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.attr.attributes["scope"] = "col"
    end
  end
  for _, body in ipairs(element.bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do
      row.cells[1].attr.attributes["scope"] = "row"
    end
  end
  local label = stringify(element.caption.long)
  -- A list of pairs: the attributes of a Lua table come out in another order each time.
  local attributes = { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label ~= "" and label or heading } }
  return pandoc.Div({ element }, pandoc.Attr("", { "table-scroll" }, attributes)), false
end

-- Quarto reads fig-alt, Pandoc reads alt.
function filter.Image(element)
  element.attributes[quarto and "alt" or "fig-alt"] = nil
  return element
end

return { filter }
