-- What Pandoc leaves out of tables: header scopes, row headers, and a box of their own in which a wide table can be
-- scrolled on a narrow screen, by keyboard too. Quarto and Pandoc both run this filter.

local stringify = pandoc.utils.stringify
local heading = ""

-- How many of the first cells it takes to tell the rows of a table apart: those head their row.
local MOST_ROW_HEADS = 4

local function row_heads(element)
  for count = 1, math.min(MOST_ROW_HEADS, #element.colspecs - 1) do
    local seen, unique = {}, true
    for _, body in ipairs(element.bodies) do
      for _, row in ipairs(body.body) do
        local key = ""
        for place = 1, count do
          key = key .. "\0" .. stringify(row.cells[place].contents)
        end
        unique = unique and not seen[key]
        seen[key] = true
      end
    end
    if unique then
      return count
    end
  end
  return 1
end

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
  local heads = row_heads(element)
  for _, body in ipairs(element.bodies) do
    body.row_head_columns = heads
    for _, row in ipairs(body.body) do
      for place = 1, heads do
        row.cells[place].attr.attributes["scope"] = "row"
      end
    end
  end
  local label = stringify(element.caption.long)
  -- A list of pairs: the attributes of a Lua table come out in another order each time.
  -- Quarto rebuilds some tables and drops their row headers: the count tells how many to put back.
  local attributes = {
    { "role", "region" },
    { "tabindex", "0" },
    { "aria-label", label ~= "" and label or heading },
    { "data-row-heads", tostring(heads) },
  }
  return pandoc.Div({ element }, pandoc.Attr("", { "table-scroll" }, attributes)), false
end

-- Quarto reads fig-alt, Pandoc reads alt.
function filter.Image(element)
  element.attributes[quarto and "alt" or "fig-alt"] = nil
  return element
end

return { filter }
