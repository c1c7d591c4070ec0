-- What Pandoc leaves out of tables and figures: header scopes, row headers, and a box of their own in which
-- something wide can be scrolled on a narrow screen, by keyboard too. Quarto and Pandoc both run this filter.

local stringify = pandoc.utils.stringify

local function scrolled(blocks, class, label)
  -- A list of pairs: the attributes of a Lua table come out in another order each time.
  local attributes = { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label } }
  return pandoc.Div(blocks, pandoc.Attr("", { class }, attributes))
end

function Table(element)
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
  return scrolled({ element }, "table-scroll", stringify(element.caption.long))
end

function Figure(element)
  element.content = { scrolled(element.content, "plot-scroll", stringify(element.caption.long)) }
  element.classes:insert("plot-figure")
  return element
end

function Image(element)
  if FORMAT:match("html") then
    element.attributes["fig-alt"] = nil
  end
  return element
end
